"""The conversation, free of platforms. Start reading at `core/router.py`."""
