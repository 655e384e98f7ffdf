/// What the user gave to a command: `arguments.out` is the value of the option `out` of its group.
///
/// Every value was parsed and every rule between options checked before the command runs, so
/// reading one cannot fail.
@dynamicMemberLookup
package struct Arguments<Options: OptionGroup>: Sendable {
  private let options: Options
  package let given: GivenOptions

  /// What a checked command line says of the options of a group.
  package init(_ options: Options, given: GivenOptions) {
    self.options = options
    self.given = given
  }

  /// What every command accepts.
  package var common: Arguments<CommonOptions> { Arguments<CommonOptions>(.init(), given: given) }

  package subscript<Value>(dynamicMember path: KeyPath<Options, Option<Value>>) -> Value {
    options[keyPath: path].value(in: given)
  }

  /// The values of a list of options, in its order.
  package subscript<Value>(dynamicMember path: KeyPath<Options, [Option<Value>]>) -> [Value] {
    options[keyPath: path].map { $0.value(in: given) }
  }

  /// The arguments that belong to a group within the group.
  package subscript<Group: OptionGroup>(
    dynamicMember path: KeyPath<Options, Group>
  ) -> Arguments<Group> {
    Arguments<Group>(options[keyPath: path], given: given)
  }

  /// Whether an option stands on the command line at all, even with the value that it has by
  /// default.
  package func isGiven<Value>(_ path: KeyPath<Options, Option<Value>>) -> Bool {
    given[options[keyPath: path].declaration] != nil
  }

  /// The files that the command line names as output.
  package var outputFiles: [String] { given.files(.output).map(\.path) }

  /// Whether one of the output files is standard output, which then is no place for anything else.
  package var writesToStandardOutput: Bool { outputFiles.contains(where: StandardFile.isOutput) }

  /// How the options of the group that stand on the command line are spelt, in the group's order.
  package var spellings: [String] {
    options.declarations.filter { given[$0] != nil }.map(\.spelling)
  }
}
