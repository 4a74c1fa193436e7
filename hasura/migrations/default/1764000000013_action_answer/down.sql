DROP TABLE ops.action_answer;
