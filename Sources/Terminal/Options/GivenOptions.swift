/// The texts of the options that were given, each accepted by its declaration.
package struct GivenOptions: Sendable {
  /// The words that chose the command, such as `misclass data info`.
  let command: String
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

  /// Whether results are asked for as JSON, on standard output.
  var wantsJSON: Bool { texts[Option<Bool>.jsonName] != nil }
}
