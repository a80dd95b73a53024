"""What docker-compose.yml needs beside the images: the secrets, the preparation of the databases, the health question."""
