/** Root fields → what is run for them: SQL, or JSON that is known already. */

import type { Pieces } from '../base/pieces.ts';
import type { RemoteCall } from '../ir/remote.ts';
import type { Join } from '../ir/select.ts';
import type { InputValidation } from '../ir/validation.ts';
import type { Root } from '../plan/model.ts';
import type { ActionRoot } from './action.ts';
import { keepAnswer } from './kept-answer.ts';
import { compileMutation, type Program } from './mutation.ts';
import { type Places, placesOfOutput, placesOfRoot } from './places.ts';
import { type PreparedQuery, prepareQuery } from './query.ts';
import { prepareShortWrite, type ShortWrite } from './short-write.ts';

export type PreparedRoot =
  | { readonly kind: 'json'; readonly alias: string; readonly json: string }
  | { readonly kind: 'introspection'; readonly alias: string; readonly print: () => Pieces }
  | {
      readonly kind: 'query';
      readonly alias: string;
      readonly query: PreparedQuery;
      /** Where joins are to be filled in. */
      readonly places: Places | null;
    }
  | {
      readonly kind: 'mutation';
      readonly alias: string;
      readonly source: string;
      /** Where errors of Postgres are said to be: the objects of an insert, else the whole. */
      readonly path: readonly string[];
      readonly program: Program;
      readonly validations: readonly InputValidation[];
      readonly places: Places | null;
      /** How it runs where it is the only field and nothing else belongs into its transaction. */
      readonly alone: ShortWrite | null;
    }
  | {
      readonly kind: 'stream';
      readonly alias: string;
      readonly root: Extract<Root, { kind: 'stream' }>;
    }
  | {
      readonly kind: 'namespace' | 'list';
      readonly alias: string;
      readonly roots: readonly PreparedRoot[];
    }
  | { readonly kind: 'action'; readonly alias: string; readonly root: ActionRoot }
  | { readonly kind: 'remote'; readonly alias: string; readonly call: RemoteCall<Join> };

export function prepareRoot(root: Root): PreparedRoot {
  const { alias } = root;
  switch (root.kind) {
    case 'typename':
      return { kind: 'json', alias, json: JSON.stringify(root.name) };
    case 'static':
      return { kind: 'json', alias, json: root.json };
    case 'introspection':
      return { kind: 'introspection', alias, print: keepAnswer(root.print) };
    case 'query':
      return {
        kind: 'query',
        alias,
        query: prepareQuery(root.source, root.query),
        places: placesOfRoot(root.query),
      };
    case 'mutation':
      return {
        kind: 'mutation',
        alias,
        source: root.source,
        path: errorPath(root),
        program: compileMutation(root.mutation),
        validations: root.validations,
        places: placesOfOutput(root.mutation.output),
        alone: prepareShortWrite(root.mutation),
      };
    case 'stream':
      return { kind: 'stream', alias, root };
    case 'action':
    case 'action-start':
    case 'action-result':
      return { kind: 'action', alias, root };
    case 'remote':
      return root;
    case 'namespace':
    case 'list':
      return { kind: root.kind, alias, roots: root.roots.map(prepareRoot) };
  }
}

function errorPath({ name, mutation }: Extract<Root, { kind: 'mutation' }>): readonly string[] {
  if (mutation.kind !== 'insert') return [];
  return ['selectionSet', name, 'args', mutation.output.kind === 'row' ? 'object' : 'objects'];
}
