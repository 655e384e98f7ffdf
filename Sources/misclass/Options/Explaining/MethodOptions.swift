import Explanations
import Studies
import Terminal

/// The method by which a command explains, and its settings.
struct MethodOptions: OptionGroup {
  let method = Option(
    "method", "NAME", .choice(of: MethodName.self),
    help: "How pixels are weighed: " + MethodName.listed + ".", default: .gradient)
  let target = Option.target
  let parameters = MethodParameterOptions()
}

/// The parameters of all methods; each method reads its own.
struct MethodParameterOptions: OptionGroup {
  static let isAdvanced = true

  let values = SharedParameter.all.map { parameter in
    Option(
      parameter.name, parameter.placeholder, .parameter(parameter), help: parameter.help,
      otherwise: parameter.defaultText)
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

extension CaseIterable where Self: RawRepresentable, RawValue == String {
  /// The names, for a help text.
  static var listed: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

extension Arguments where Options == MethodParameterOptions {
  /// Several methods, each for every target.
  ///
  /// - Parameter option: that names the targets.
  func methods(
    _ names: [MethodName], targets: [String], option: String = "target", classNames: [String]
  ) throws -> [any ExplanationMethod] {
    try targets.flatMap { target in
      let settings = try settings(
        target: .named(target, option: option, classNames: classNames))
      return try names.map { try $0.method(settings) }
    }
  }

  func settings(target: ScoreTarget) throws -> MethodSettings {
    var settings = MethodSettings(target: target, seed: common.seed)
    for (parameter, text) in zip(SharedParameter.all, values) {
      if let text { try settings.set(parameter.name, to: text) }
    }
    return settings
  }

  /// Tells which of the parameters that were given do nothing to a method.
  ///
  /// No error: scripts give the same settings to one method after the other.
  func remark(on method: MethodName) {
    for (parameter, text) in zip(SharedParameter.all, values)
    where text != nil && !parameter.methods.contains(method) {
      let names = parameter.methods.map(\.rawValue).joined(separator: ", ")
      Console(common).message(
        "--\(parameter.name) is for \(names); it changes nothing of \(method.rawValue)")
    }
  }
}

extension Arguments where Options == MethodOptions {
  /// The method that the user asks for, with what is said about it.
  func request() -> MethodRequest {
    { classNames in
      self.parameters.remark(on: self.method)
      return try self.method.method(
        self.parameters.settings(target: .named(self.target, classNames: classNames)))
    }
  }
}
