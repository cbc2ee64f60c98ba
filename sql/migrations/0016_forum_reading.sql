-- What a mark of reading means: it is set by its reader, and no longer by opening a topic.

COMMENT ON TABLE topic_reads IS 'Which topics members opened, and how far they have read.';
COMMENT ON COLUMN topic_reads.posts_count IS
    'The number of the last post that the member has read; 0: none yet.';
