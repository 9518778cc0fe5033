import { CodeBlock } from '../ui/code-block';
import { CopyButton } from './copy-button';
import styles from './call-snippet.module.css';

export type CallSnippetProps = {
  readonly title: string;
  readonly text: string;
  /** What the button that copies it says. */
  readonly copy: string;
};

/** How another program calls a service, to be copied. */
export function CallSnippet({ title, text, copy }: CallSnippetProps) {
  return (
    <section aria-label={title}>
      <div className={styles.line}>
        <h3>{title}</h3>
        <CopyButton text={text} label={copy} />
      </div>
      <CodeBlock height="low">{text}</CodeBlock>
    </section>
  );
}
