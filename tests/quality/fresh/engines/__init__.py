"""Five engines: ASP.NET forms, Liferay portlets, NukeViet, Joomla, PHP written by hand."""
