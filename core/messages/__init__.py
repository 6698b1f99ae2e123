"""What a mail says (render) and how it looks on the wire (wire); facts.py declares what each may say."""
