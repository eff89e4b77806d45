"""What every operation shares: requests, responses, problems, paging, keys and URLs."""
