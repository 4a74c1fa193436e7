DELETE FROM ops.notice_template WHERE name = 'backup-failed';
