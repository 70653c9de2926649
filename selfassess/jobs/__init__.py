"""Long work, away from requests: a thread of the process that was asked, its progress kept in the database."""
