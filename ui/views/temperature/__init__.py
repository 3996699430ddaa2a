"""One distribution, every temperature."""
