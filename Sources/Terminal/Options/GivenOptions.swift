/// The texts of the options that were given, each accepted by its declaration.
package struct GivenOptions: Sendable {
  /// The words that chose the command, such as `misclass data info`.
  package let command: String
  private let texts: [String: [String]]
  private let declared: [OptionDeclaration]

  init(command: String, texts: [String: [String]], declared: [OptionDeclaration]) {
    self.command = command
    self.texts = texts
    self.declared = declared
  }

  /// Nil for an option that was not given, no text for a flag that was.
  subscript(_ option: OptionDeclaration) -> [String]? {
    // Only an option that is made anew, and is no stored property of the group, gets here
    // undeclared.
    precondition(
      declared.contains { $0.name == option.name }, "\(command) declares no \(option.spelling)")
    return texts[option.name]
  }

  /// The files of one use that were named, and by which option.
  func files(_ use: FileUse) -> [(option: OptionDeclaration, path: String)] {
    declared.filter { $0.file == use }.flatMap { option in
      (texts[option.name] ?? []).map { (option, StandardFile.path($0, use)) }
    }
  }

  /// The options as they would be typed, in the order of their declarations, whatever order and
  /// spelling they were given in.
  ///
  /// - Parameter names: of options that are left out.
  package func words(leavingOut names: Set<String>) -> [String] {
    declared.filter { !names.contains($0.name) }.flatMap { option -> [String] in
      guard let texts = texts[option.name] else { return [] }
      if option.isArgument { return texts }
      if option.isFlag { return [option.spelling] }
      // Attached, as a value of its own may begin with a dash.
      return texts.map { option.spelling + "=" + $0 }
    }
  }

  /// Whether results are asked for as JSON, on standard output.
  var wantsJSON: Bool { texts[Option<Bool>.jsonName] != nil }
}
