"""The pages of the glossary, their pictures, and what search engines read."""
