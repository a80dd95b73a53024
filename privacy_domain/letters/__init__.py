"""Letters: drafted from frozen facts and versioned sentences, approved by a person, printed apart from the application as a
tagged PDF, and unchangeable once sent."""
