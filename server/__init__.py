"""What the app serves besides the pages: static assets and headers."""
