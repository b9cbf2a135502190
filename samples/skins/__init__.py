"""Three generations of portal markup: tables of 2008, divs of 2013, Bootstrap of 2018."""
