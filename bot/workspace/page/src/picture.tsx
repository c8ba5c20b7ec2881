// Pictures: shown when they can be had, and told in words when not.
import { useState, type ReactNode } from "react";
import { Link } from "./text";

/** A picture; pictures from outside are not fetched, so their words and their address stand instead. */
export function Picture({ url, alt, className = "picture" }: { url?: string; alt?: string; className?: string }): ReactNode {
  const [failed, setFailed] = useState("");
  if (!url || failed === url) {
    return <p className="unknown">Picture: {alt || "no description"}{url && <> (<Link url={url}>open</Link>)</>}</p>;
  }
  return <img className={className} src={url} alt={alt ?? ""} onError={() => setFailed(url)} />;
}

/** A small one beside words, which say enough when it cannot be had. */
export function Icon({ url, alt }: { url?: string; alt?: string }): ReactNode {
  const [failed, setFailed] = useState(false);
  if (!url || failed) return null;
  return <img className="icon-picture" src={url} alt={alt ?? ""} onError={() => setFailed(true)} />;
}
