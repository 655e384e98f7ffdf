import Foundation
import Terminal
import Testing
import misclass

/// What every command must do, a new one as well: all of it follows from what the commands declare.
@Suite struct DeclaredCommandTests {
  private static let root = Misclass.root

  @Test(arguments: DeclaredCommand.all)
  func optionsAreDeclaredOnceAndExplained(owner: DeclaredCommand) {
    let own = owner.command.options + owner.command.arguments
    let all = own + Self.root.commonOptions
    let names = all.map(\.name)
    #expect(Set(names).count == names.count, "\(names.sorted())")
    for option in all {
      #expect(option.help.last.map { ".)".contains($0) } == true, "\(option.spelling)")
      #expect(option.placeholder?.isEmpty != true, "\(option.spelling)")
    }
    for (letter, name) in Self.root.shortNames {
      #expect(letter.isASCII && letter.isLetter && letter != "V", "\(name)")
    }
  }

  /// Examples are typed as they stand, so each must be a line that the program takes.
  @Test(arguments: DeclaredCommand.all)
  func examplesAreTaken(owner: DeclaredCommand) throws {
    #expect(!owner.command.examples.isEmpty)
    for example in owner.command.examples {
      let line = Self.words(example.prefix { !"|>".contains($0) || example.contains("'") })
      // A launcher and its options may come first: mpirun -n 4 misclass train ...
      let words = line.drop { line[0] == "mpirun" && $0 != "misclass" }
      #expect(Array(words.prefix(1 + owner.words.count)) == ["misclass"] + owner.words)
      _ = try Self.root.parse(Array(words.dropFirst()))
    }
  }

  /// Words of a line in which quotes keep spaces.
  private static func words(_ line: Substring) -> [String] {
    line.split(separator: "'", omittingEmptySubsequences: false).enumerated().reduce(into: [""]) {
      words, part in
      if part.offset % 2 == 1 {
        words[words.count - 1] += part.element
      } else {
        let pieces = part.element.split(separator: " ", omittingEmptySubsequences: false)
        words[words.count - 1] += pieces[0]
        words += pieces.dropFirst().map(String.init)
      }
    }.filter { !$0.isEmpty }
  }

  @Test(arguments: DeclaredCommand.working)
  func withoutArgumentsEverythingMissingIsNamed(owner: DeclaredCommand) async throws {
    let demands = owner.command.demands
    guard !demands.isEmpty else { return }
    let error = #expect(throws: UsageError.self) { try Self.root.parse(owner.words) }
    for option in demands.joined() {
      #expect(error?.problem.contains(option.usage) == true, "\(option.spelling)")
    }
    try await withWorkplace { place in
      let result = try await place.program.run(owner.words)
      #expect(result.code == 2 && result.out == "", "\(result)")
      #expect(try place.contents() == [])
    }
  }

  @Test(arguments: DeclaredCommand.all)
  func anOptionThatIsNoneIsNamed(owner: DeclaredCommand) throws {
    let error = #expect(throws: UsageError.self) {
      try Self.root.parse(owner.words + ["--no-such-option", "1"])
    }
    #expect(error?.problem == "unknown option '--no-such-option'")
    #expect(error?.command == "misclass " + owner.words.joined(separator: " "))
  }

  /// Every value is looked at before a command runs, whatever the command makes of it.
  @Test(arguments: DeclaredCommand.working)
  func aValueThatIsNoneIsNamed(owner: DeclaredCommand) throws {
    let wrong = ["no such value", "-1", "nan", ""]
    for option in owner.command.options + Self.root.commonOptions where !option.isFlag {
      let value = try #require(wrong.first { !option.accepts($0) }, "\(option.spelling)")
      let error = #expect(throws: UsageError.self) {
        try Self.root.parse(owner.words + [option.spelling, value])
      }
      #expect(
        error?.problem.hasPrefix("\(option.spelling): expected ") == true
          && error?.problem.hasSuffix("found '\(value)'") == true, "\(error?.problem ?? "")")
    }
  }

  /// How a file that is named as input may be of no use.
  enum BadInput: String, CaseIterable, Sendable {
    case missing, cutShort, empty, directory

    func make(_ name: String, in place: Workplace) throws {
      switch self {
      case .missing: break
      case .cutShort: try place.write(#"{"a": [1,"#, name)
      case .empty: try place.write("", name)
      case .directory:
        try FileManager.default.createDirectory(
          atPath: place.path(name), withIntermediateDirectories: true)
      }
    }
  }

  @Test(arguments: NamedFileOption.naming([.input, .inputOrDirectory]))
  func anInputOfNoUseIsNamed(input: NamedFileOption) async throws {
    try await withWorkplace { place in
      try DeclaredCommand.furnish(place)
      for fault in BadInput.allCases {
        let name = "bad-\(fault)"
        try fault.make(name, in: place)
        let before = try place.contents()
        let result = try await place.program.run(input.owner.line(input.option, name))
        try expectRefusal(result, of: name, input.option)
        #expect(try place.contents() == before, "\(fault)")
      }
    }
  }

  /// Places where nothing can be written.
  enum BadOutput: String, CaseIterable, Sendable {
    case nowhere = "no/such/place", belowAFile = "predictions.json/x", inTheWay = "taken"
    case full = "/dev/full"
  }

  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")),
    arguments: NamedFileOption.naming([.output]))
  func anOutputThatCannotBeWrittenIsNamed(output: NamedFileOption) async throws {
    try await withWorkplace { place in
      try DeclaredCommand.furnish(place)
      try FileManager.default.createDirectory(
        atPath: place.path("taken"), withIntermediateDirectories: true)
      let before = try place.contents()
      for fault in BadOutput.allCases {
        let result = try await place.program.run(output.owner.line(output.option, fault.rawValue))
        try expectRefusal(result, of: fault.rawValue, output.option)
        // What is written before a full device is reached, the last of them, may stay.
        if fault != .full { #expect(try place.contents() == before, "\(fault)") }
      }
    }
  }

  @Test(arguments: NamedFileOption.naming([.outputDirectory]))
  func aDirectoryThatCannotBeWrittenIsNamed(output: NamedFileOption) async throws {
    try await withWorkplace { place in
      try DeclaredCommand.furnish(place)
      let before = try place.contents()
      for path in ["predictions.json", "predictions.json/x", "/dev/null"] {
        let result = try await place.program.run(output.owner.line(output.option, path))
        try expectRefusal(result, of: path, output.option)
        #expect(try place.contents() == before, "\(path)")
      }
    }
  }

  /// A code that says what is wrong, and a line that names the file or the option.
  private func expectRefusal(
    _ result: Program.Output, of path: String, _ option: OptionDeclaration
  ) throws {
    #expect((1...3).contains(result.code), "\(result)")
    let line = try #require(
      result.err.split(separator: "\n").first { $0.hasPrefix("misclass: error: ") }, "\(result)")
    #expect(line.contains(path) || line.contains(option.spelling), "\(result.err)")
    #expect(!result.err.contains("Fatal error"), "\(result.err)")
  }
}
