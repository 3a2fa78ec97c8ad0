/** Why another host gave nothing; the message is one line and holds no secret. */
export class OutboundRefusal extends Error {
  /** The URL may not be asked; no answer in time; no connection; what came is no answer. */
  readonly kind: 'address' | 'time' | 'network' | 'malformed';
  constructor(kind: OutboundRefusal['kind'], message: string) {
    super(message);
    this.name = 'OutboundRefusal';
    this.kind = kind;
  }
}
