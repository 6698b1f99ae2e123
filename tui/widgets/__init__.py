"""What the desk is drawn with: widgets that know nothing of cases and send only what changed."""
