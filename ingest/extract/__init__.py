"""From one parsed page to its draft: what is frame, where the article is, what each text is."""
