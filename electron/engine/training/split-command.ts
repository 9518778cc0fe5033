// A command of an MLproject file, split by POSIX's rules of quoting and never given to a shell. What only a shell can do is refused by name.
import { AppError, failure } from '../../../shared/models/failure';

/** A piece of an argument: text as it stands, or the value of a parameter. */
type Piece = { readonly text: string } | { readonly parameter: string };
export type ArgumentTemplate = readonly Piece[];

const PLACEHOLDER = /^\{([A-Za-z_][\w.-]*)\}/;
const ASSIGNMENT = /^[A-Za-z_]\w*=/;
/** Longest first. */
const OPERATORS = ['&&', '||', '>>', '<<', '|', '&', ';', '<', '>', '(', ')', '`', '$'];
/** Patterns that a shell would look up in the folder. */
const GLOBS = '*?[';
const COMMAND_MAX = 32_000;

const shell = (construct: string) => new AppError(failure('unsupported', { reason: 'command-shell', values: { construct } }));
const malformed = (why: string) => new AppError(failure('invalid', { reason: 'command-malformed', values: { why } }));

/**
 * Splits a command into arguments with `{name}` left open; `{{` and `}}` are braces.
 * @throws AppError `command-shell`, `command-malformed`
 */
export function splitCommand(command: string): ArgumentTemplate[] {
  if (command.length > COMMAND_MAX) throw malformed(`${command.length} > ${COMMAND_MAX}`);
  const splitter = new Splitter(command.trim());
  const args = splitter.run();
  const first = args[0]?.[0];
  if (!first) throw malformed('it is empty');
  if ('text' in first && ASSIGNMENT.test(first.text) && !splitter.firstQuoted) throw shell(`${first.text.split('=')[0] ?? ''}=…`);
  return args;
}

class Splitter {
  readonly #args: Piece[][] = [];
  #pieces: Piece[] = [];
  #text = '';
  /** An argument has begun, though it may be empty: `''`. */
  #begun = false;
  #at = 0;
  firstQuoted = false;

  constructor(private readonly command: string) {}

  run(): Piece[][] {
    while (this.#at < this.command.length) this.#plain(this.command.charAt(this.#at));
    this.#endArgument();
    return this.#args;
  }

  #plain(char: string): void {
    if (char === '\n') throw shell('a new line');
    if (/\s/.test(char)) {
      this.#endArgument();
      this.#at += 1;
    } else if (char === "'") this.#single();
    else if (char === '"') this.#double();
    else if (char === '\\') this.#escape();
    else if (char === '{' || char === '}') this.#brace();
    else {
      const operator = OPERATORS.find((one) => this.command.startsWith(one, this.#at));
      if (operator) throw shell(operator);
      if (GLOBS.includes(char)) throw shell(char);
      if (!this.#begun && (char === '#' || char === '~')) throw shell(char);
      this.#take(char);
    }
  }

  #single(): void {
    const end = this.command.indexOf("'", this.#at + 1);
    if (end < 0) throw malformed('a quote is not closed');
    if (this.#args.length === 0 && !this.#begun) this.firstQuoted = true;
    this.#begun = true;
    this.#at += 1;
    while (this.#at < end) {
      const char = this.command.charAt(this.#at);
      if (char === '{' || char === '}') this.#brace();
      else this.#take(char);
    }
    this.#at = end + 1;
  }

  #double(): void {
    if (this.#args.length === 0 && !this.#begun) this.firstQuoted = true;
    this.#begun = true;
    this.#at += 1;
    for (;;) {
      const char = this.command.charAt(this.#at);
      if (char === '') throw malformed('a quote is not closed');
      if (char === '"') break;
      if (char === '$' || char === '`') throw shell(char);
      if (char === '{' || char === '}') this.#brace();
      else if (char === '\\' && '$`"\\\n'.includes(this.command.charAt(this.#at + 1) || ' ')) this.#escape();
      else this.#take(char);
    }
    this.#at += 1;
  }

  /** A backslash before the end of a line joins the two lines. */
  #escape(): void {
    const next = this.command.charAt(this.#at + 1);
    if (next === '') throw malformed('it ends in a backslash');
    this.#at += 2;
    if (next === '\n') return;
    this.#text += next;
    this.#begun = true;
  }

  #brace(): void {
    const rest = this.command.slice(this.#at);
    const placeholder = PLACEHOLDER.exec(rest);
    if (rest.startsWith('{{') || rest.startsWith('}}')) {
      this.#text += rest.charAt(0);
      this.#at += 2;
    } else if (placeholder?.[1] !== undefined) {
      this.#endText();
      this.#pieces.push({ parameter: placeholder[1] });
      this.#at += placeholder[0].length;
    } else throw malformed(`a lone ${rest.charAt(0)}`);
    this.#begun = true;
  }

  #take(char: string): void {
    this.#text += char;
    this.#begun = true;
    this.#at += 1;
  }

  #endText(): void {
    if (this.#text !== '') this.#pieces.push({ text: this.#text });
    this.#text = '';
  }

  #endArgument(): void {
    if (!this.#begun) return;
    this.#endText();
    this.#args.push(this.#pieces.length > 0 ? this.#pieces : [{ text: '' }]);
    this.#pieces = [];
    this.#begun = false;
  }
}

/** Names of the parameters that a command asks for, each once. */
export function parametersOf(args: readonly ArgumentTemplate[]): string[] {
  return [...new Set(args.flat().flatMap((piece) => ('parameter' in piece ? [piece.parameter] : [])))];
}

/** Puts values in. A value stays within its argument, whatever it holds. @throws AppError `command-malformed` for one that is not given */
export function fillCommand(args: readonly ArgumentTemplate[], values: Readonly<Record<string, string>>): string[] {
  return args.map((pieces) =>
    pieces
      .map((piece) => {
        if ('text' in piece) return piece.text;
        const value = Object.hasOwn(values, piece.parameter) ? values[piece.parameter] : undefined;
        if (value === undefined) throw malformed(`{${piece.parameter}} is no parameter of it`);
        return value;
      })
      .join(''),
  );
}
