"""Complaints on grades and what they do to diplomas that are out (documents 003 and 004; workflow.md §4)."""
