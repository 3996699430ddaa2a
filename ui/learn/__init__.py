"""What the chapter teaches: its texts, the listings' bugs, the timeline, the exercises."""
