import { EngineError } from '../../base/error.ts';
import type { Handler } from '../handler.ts';

/** Commands of the original that this engine knows and refuses, each with what it would need. */
const refuse =
  (reason: string): Handler =>
  async ({ type }) => {
    throw new EngineError('not-supported', `${type}: ${reason}`, ['args']);
  };

const connectors = refuse('data connectors are not served by this engine');
const enterprise = refuse('connection templates are a feature of the enterprise edition');
const procedures = refuse('stored procedures are tracked on SQL Server only');

export const unsupportedCommands: readonly (readonly [string, Handler])[] = [
  ['dc_add_agent', connectors],
  ['dc_delete_agent', connectors],
  ['test_connection_template', enterprise],
  ['get_stored_procedure', procedures],
  ['track_stored_procedure', procedures],
  ['untrack_stored_procedure', procedures],
];
