import { EngineError } from '../base/error.ts';
import type { Planning, Selection } from './selection.ts';

export function planIntrospection(selection: Selection, _planning: Planning): string {
  throw new EngineError('not-supported', 'introspection is not planned yet', selection.path);
}
