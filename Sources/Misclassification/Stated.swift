package import Statistics

/// A statistic for JSON: its members, or why it is not defined as `{"notDefined": "…"}`.
package struct Stated<Value: Encodable & Sendable>: Encodable, Sendable {
  package let outcome: Outcome<Value>

  package init(_ outcome: Outcome<Value>) {
    self.outcome = outcome
  }

  /// What the statistic is, if it is.
  package var value: Value? { try? outcome.get() }

  /// Why there is none, if there is none.
  package var reason: String? {
    if case .failure(let error) = outcome { error.reason } else { nil }
  }

  private enum CodingKeys: CodingKey {
    case notDefined
  }

  package func encode(to encoder: any Encoder) throws {
    switch outcome {
    case .success(let value): try value.encode(to: encoder)
    case .failure(let error):
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(error.reason, forKey: .notDefined)
    }
  }
}

extension Stated {
  init(_ body: () throws(NotDefined) -> Value) {
    self.init(Outcome<Value>(catching: body))
  }
}
