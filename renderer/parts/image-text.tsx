import styles from './image-text.module.css';
import { shortImage } from './short-image';

/** An image as people read it: name, tag, and the ends of its digest; all of it on hover. */
export function ImageText({ image }: { readonly image: string }) {
  const { name, tag, digest } = shortImage(image);
  return (
    <bdi dir="ltr" className={styles.image} title={image}>
      <span className={styles.name}>{name}</span>
      <span className={styles.tag}>{tag}</span>
      <span className={styles.digest}>{digest}</span>
    </bdi>
  );
}
