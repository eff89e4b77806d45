"""What the glossary, or a part of it, looks like in the formats of others. Pure: values in, text out."""
