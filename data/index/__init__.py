"""What makes terms findable: surface forms and full text. Every write updates both."""
