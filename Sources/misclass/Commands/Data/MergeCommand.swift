import Interchange
import Pieces
import Terminal

/// `misclass merge`: what shards found, as one run would have written it.
enum MergeCommand {
  struct Options: OptionGroup {
    let shards = Option(
      arguments: "DIR", .inputPath,
      help: "Shards, or directories that hold them, such as OUT.shards.", required: true)
  }

  static let command = Command(
    "merge", summary: "Put the shards of a command together",
    discussion: """
      Commands with --shard I/N do one of N parts of their work and write it to OUT.shards/I-of-N, \
      whole or not at all. Once all are there, this command writes what the command would have \
      written without --shard, to the same bytes; it computes nothing anew. Shards that are \
      missing or there twice, and shards of other settings, data or another model are refused.

      Run it where the command ran: data and model are looked for under the names that it was given.
      """,
    examples: ["misclass merge erased.shards", "misclass merge scratch/*/sis.shards --force"],
    options: Options(), run: run)

  private static let commands: [any ShardedCommand.Type] = [
    PredictCommand.self, SaliencyCommand.self, EraseCommand.self, EraseSweepCommand.self,
    EraseMinimalCommand.self, EvaluateExplanationsCommand.self, UndesirableCommand.self,
    ObalexCommand.self, SisCommand.self, CausesCommand.self,
  ]

  private static func run(_ arguments: Arguments<Options>) throws {
    let shards = try GatheredShards(arguments.shards)
    let work = shards.work
    guard work.program == Misclass.version else {
      throw InterchangeError(
        file: arguments.shards[0], expected: "shards of version \(Misclass.version)",
        found: "those of version \(work.program)")
    }
    // The command line comes from a file: only commands that have shards are run from it.
    let path = work.command.split(separator: " ").map(String.init)
    guard let known = commands.first(where: { $0.command.name == path.last }),
      case .run(_, let given) = try Misclass.root.parse(
        Array(path.dropFirst()) + work.words + arguments.given.words(leavingOut: ["dir"])),
      given.command == work.command
    else {
      throw InterchangeError(
        file: arguments.shards[0], expected: "shards of a command that has such",
        found: "those of '\(work.command)'")
    }
    try OutputCheck.check(given)
    try known.finish(given, shards)
  }
}
