DROP TABLE task_media;
DROP TABLE media;
DROP FUNCTION ops.image_is_own();
