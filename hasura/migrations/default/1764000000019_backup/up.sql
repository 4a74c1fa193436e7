-- Who looks after the platform is told when a backup fails, or cannot be restored.
INSERT INTO ops.notice_template (name, language, subject, body) VALUES
('backup-failed', 'en', 'The {what} has failed', 'The nightly {what} has failed. What was wrong is in the history of the workflow "backup".'),
('backup-failed', 'de', 'Fehlgeschlagen: {what}', 'In der Nacht fehlgeschlagen: {what}. Woran es lag, steht im Verlauf des Workflows „backup“.'),
('backup-failed', 'es', 'Ha fallado: {what}', 'Esta noche ha fallado: {what}. La causa está en el historial del workflow «backup».'),
('backup-failed', 'pl', 'Niepowodzenie: {what}', 'W nocy nie powiodło się: {what}. Przyczyna jest w historii workflow „backup”.');
