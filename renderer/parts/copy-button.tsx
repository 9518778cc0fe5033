import { useState } from 'react';
import { Button } from '../ui/button';
import { CopyIcon } from '../ui/icons';
import { useWords } from '../ui/use-words';

/** Puts a text on the clipboard, and says so in its own place. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const say = useWords();
  const [copied, setCopied] = useState<string | null>(null);
  return (
    <Button kind="quiet" size="s" icon={CopyIcon} aria-label={label} onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(text))}>
      {copied === text ? say('ui.copied') : say('actions.copy')}
    </Button>
  );
}
