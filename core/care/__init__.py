"""What we say to a person: fixed wording, responses to a crisis, and the template listener."""
