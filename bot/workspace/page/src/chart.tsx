// The data_visualization block, drawn by slack-blocks-to-jsx; it is loaded only when somebody sends a chart.
import { Message as Library, type Block as LibraryBlock } from "slack-blocks-to-jsx";
import type { ReactNode } from "react";
import { useTheme } from "./theme";
import type { Block } from "./types";

export default function Chart({ block }: { block: Block }): ReactNode {
  const theme = useTheme();
  return <Library withoutWrapper theme={theme} logo="" name="" blocks={[block as unknown as LibraryBlock]} />;
}
