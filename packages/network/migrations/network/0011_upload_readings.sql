-- What files do not mention is part of the summary of their chunks.

UPDATE upload_chunk SET summary = json_insert(summary, '$.missing', json('[]'));
