"""Hand on what is on screen: a link, a code for phones, a frame for a course page."""
