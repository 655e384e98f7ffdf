/// A parameter together with all the methods that have it.
package struct SharedParameter: Sendable {
  package let name: String
  package let methods: [MethodName]
  private let own: [any DescribedParameter]

  /// The parameters of all methods, in the order in which the list of methods names them first.
  package static let all: [SharedParameter] = {
    var names: [String] = []
    for method in MethodName.allCases {
      for parameter in method.parameters where !names.contains(parameter.name) {
        names.append(parameter.name)
      }
    }
    return names.map(SharedParameter.init)
  }()

  private init(_ name: String) {
    self.name = name
    methods = MethodName.allCases.filter { $0.parameters.contains { $0.name == name } }
    own = methods.flatMap { $0.parameters.filter { $0.name == name } }
  }

  package var placeholder: String { own.first?.placeholder ?? "" }

  /// What the parameter means, and for which methods.
  package var help: String {
    let text = own.first?.help ?? ""
    return text + " For " + methods.map(\.rawValue).joined(separator: ", ") + "."
  }

  /// The default, or those of the methods where they differ.
  package var defaultText: String { byMethod({ $0.defaultText }, separator: "; ") }

  /// Completes "expected …" in a message, by methods where they differ.
  package var expected: String { byMethod({ $0.allowed.expected }, separator: " or ") }

  /// What all methods say, or what each says with its methods in brackets.
  private func byMethod(
    _ text: (any DescribedParameter) -> String, separator: String
  ) -> String {
    let own = own.map(text)
    let texts = Self.distinct(own)
    guard texts.count > 1 else { return texts.first ?? "" }
    return texts.map { text in
      let names = zip(own, methods).filter { $0.0 == text }.map(\.1.rawValue)
      return "\(text) (\(names.joined(separator: ", ")))"
    }.joined(separator: separator)
  }

  /// The values that can be listed.
  package var candidates: [String] { Self.distinct(own.flatMap(\.allowed.names)) }

  /// Whether at least one of the methods accepts the text.
  package func accepts(_ text: String) -> Bool { own.contains { $0.accepts(text) } }

  private static func distinct(_ texts: [String]) -> [String] {
    var seen = Set<String>()
    return texts.filter { seen.insert($0).inserted }
  }
}
