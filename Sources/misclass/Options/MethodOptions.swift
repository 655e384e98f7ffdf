import Datasets
import Explanations
import Terminal

/// The options by which a command lets a method be chosen, and set.
enum MethodOptions {
  static let method = Option(
    "method", "NAME", help: "How pixels are weighed: " + names(MethodName.self) + ".",
    default: MethodName.gradient.rawValue)

  /// The target, and the parameters of all methods; each method reads its own.
  static let settings: [Option] =
    [ExplanationInputs.target]
    + SharedParameter.all.map { parameter in
      Option(
        parameter.name, parameter.placeholder, help: parameter.help,
        default: parameter.defaultText)
    }

  static func names<Value: CaseIterable & RawRepresentable>(
    _ type: Value.Type
  ) -> String where Value.RawValue == String {
    Value.allCases.map(\.rawValue).joined(separator: ", ")
  }
}

extension ValueKind where Value == String {
  /// What at least one of the methods accepts.
  static func parameter(_ parameter: SharedParameter) -> Self {
    Self(expected: parameter.expected, candidates: parameter.candidates) {
      parameter.accepts($0) ? $0 : nil
    }
  }
}

extension Arguments {
  /// The method that the user asks for, with what is said about it.
  func method(classNames: [String]) throws -> any ExplanationMethod {
    let method: MethodName = try value("method", .choice(), default: .gradient)
    for parameter in SharedParameter.all
    where isGiven(parameter.name) && !parameter.methods.contains(method) {
      // No error: scripts give the same settings to one method after the other.
      let names = parameter.methods.map(\.rawValue).joined(separator: ", ")
      Console(self).message(
        "--\(parameter.name) is for \(names); it changes nothing of \(method.rawValue)")
    }
    return try method.method(
      methodSettings(
        target: value("target", .target(classNames: classNames), default: .predicted)))
  }

  func methodSettings(target: ScoreTarget) throws -> MethodSettings {
    var settings = MethodSettings(target: target, seed: try seed())
    for parameter in SharedParameter.all {
      if let text = try value(ifGiven: parameter.name, .parameter(parameter)) {
        try settings.set(parameter.name, to: text)
      }
    }
    return settings
  }
}
