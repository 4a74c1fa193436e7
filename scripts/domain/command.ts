/** Runs a command: what it answers goes to stdout; what it throws to stderr, and the exit code is 1 (2 for misuse). */
export function runCommand(help: string, work: () => Promise<string>): void {
  work().then(
    (answer) => console.log(answer.trimEnd()),
    (error: Error & { code?: string }) => {
      const isMisuse = error.code?.startsWith('ERR_PARSE_ARGS') ?? false;
      console.error(isMisuse ? `${error.message}\n\n${help}` : error.message);
      process.exitCode = isMisuse ? 2 : 1;
    },
  );
}
