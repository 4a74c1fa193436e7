import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type CodegenConfig, generate } from '@graphql-codegen/cli';
import { parse as parseSdl, specifiedScalarTypes, visit } from 'graphql';
import { parse } from 'yaml';
import { ROOT } from '../platform/programs.ts';

interface Target {
  readonly schema: string;
  readonly documents?: string;
  readonly plugins: readonly string[];
}

/** codegen.yml with the schemas as they are now, which may not be those on disk → file name → content. */
export async function generateTypings(
  schemas: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const { generates, ...rest } = parse(readFileSync(path.join(ROOT, 'codegen.yml'), 'utf8')) as {
    generates: Readonly<Record<string, Target>>;
  };
  const targets = Object.entries(generates).map(([file, target]) => {
    const sdl = schemas.get(target.schema) ?? readFileSync(path.join(ROOT, target.schema), 'utf8');
    return [file, { ...target, schema: withScalars(sdl) }] as const;
  });
  // As read from YAML: the generator checks it by itself.
  const config = {
    ...rest,
    generates: Object.fromEntries(targets),
    silent: true,
    cwd: ROOT,
  } as unknown as CodegenConfig;
  const files = (await generate(config, false)) as readonly { filename: string; content: string }[];
  return new Map(
    files.map(({ filename, content }) => [
      path.relative(ROOT, path.resolve(ROOT, filename)),
      // The generator's client code is not written for exactOptionalPropertyTypes; its types are exact all the same.
      content.includes('getSdk') ? `// @ts-nocheck\n${content}` : content,
    ]),
  );
}

/** Actions name types of the database, such as uuid, that only the engine's schema defines. */
function withScalars(sdl: string): string {
  const document = parseSdl(sdl);
  const known = new Set<string>(specifiedScalarTypes.map(({ name }) => name));
  const used = new Set<string>();
  visit(document, {
    NamedType: ({ name }) => void used.add(name.value),
    enter: (node) => {
      if (
        'name' in node &&
        node.kind.endsWith('TypeDefinition') &&
        node.name !== undefined &&
        'value' in node.name
      )
        known.add(node.name.value);
    },
  });
  const missing = [...used].filter((name) => !known.has(name));
  return [sdl, ...missing.map((name) => `scalar ${name}`)].join('\n');
}
