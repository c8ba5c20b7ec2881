// Keeps a block that cannot be drawn from taking the page with it: its text stands in its place.
import { Component, type ReactNode } from "react";

interface Props {
  /** What is shown instead. */
  otherwise: ReactNode;
  /** When this changes, drawing is tried again. */
  of: unknown;
  children: ReactNode;
}

export class Safe extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidUpdate(before: Props): void {
    if (this.state.failed && before.of !== this.props.of) this.setState({ failed: false });
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.otherwise : this.props.children;
  }
}
