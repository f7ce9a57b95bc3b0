"""One live comparison a file; each returns plain results and draws nothing."""
