import Compute
import Datasets
import Explanations
import Foundation
import Interchange
import Misclassification
import Models
import NeuralNetwork
import Onnx
import Ranks
import Studies
package import Terminal
import Text
import Training

/// The program: its commands, and which errors mean that the input is bad.
@main
package enum Misclass {
  static let version = "0.2.0"

  package static func main() {
    StandardOutput.prepare()
    Interruption.install()
    let code = root.main(codeForOthers: exitCode, textForOthers: text)
    exit(code.rawValue)
  }

  package static let root = RootCommand(
    "misclass",
    summary: "Says why an image classifier errs: counts its confusions, finds the pixels behind "
      + "them, erases those and asks again.",
    examples: [
      "misclass study --out study",
      "misclass confusion --predictions predictions.csv --out heatmap.csv --svg heatmap.svg",
    ],
    groups: [
      CommandGroup("All in one", [StudyCommand.command, PaperCommand.command]),
      CommandGroup(
        "Data", [DataCommand.command, SynthCommand.command, MergeCommand.command]),
      CommandGroup(
        "Networks",
        [
          TrainCommand.command, PredictCommand.command, CorrectCommand.command,
          ConvertCommand.command, NetworksCommand.command, BenchCommand.command,
        ]),
      CommandGroup(
        "Confusions",
        [ConfusionCommand.command, MetricsCommand.command, ReportCommand.command]),
      CommandGroup(
        "Tests",
        [
          HomogeneityCommand.command, PatternsCommand.command, CompareCommand.command,
          ScoresCommand.command,
        ]),
      CommandGroup(
        "Causes",
        [
          CausesCommand.command, SaliencyCommand.command, EraseCommand.command,
          EvaluateExplanationsCommand.command,
        ]),
      CommandGroup(
        "Other ways to ask",
        [UndesirableCommand.command, ObalexCommand.command, SisCommand.command]),
    ],
    shortNames: [
      "m": "model", "d": "data", "p": "predictions", "o": "out", "j": "threads", "s": "seed",
      "f": "force", "q": "quiet",
    ],
    renamed: ["network": "confusion network"],
    version: { versionText() })

  private static func versionText() -> String {
    let threads = ProcessInfo.processInfo.activeProcessorCount
    let set = (try? Environment.compute(threads: threads).instructionSet) ?? "unknown"
    return "misclass \(version) (instruction set \(set), \(NumberText.counted(threads, "thread")))"
  }

  /// The exit code of an error that `Terminal` does not know.
  package static func exitCode(for error: any Error) -> ExitCode {
    switch error {
    case let error as InterchangeError: error.kind == .unwritable ? .failed : .badData
    case let error as ExplanationError:
      switch error.cause {
      case .options: .wrongUsage
      case .data: .badData
      case .classifier: .failed
      }
    case let error as TrainingError:
      switch error.fault {
      case .options: .wrongUsage
      case .files: .badData
      case .course: .failed
      }
    case let error as RanksError:
      switch error {
      case .unevenArray, .noArray, .beyondLast, .unknownCount: .wrongUsage
      default: .failed
      }
    case is StudyError, is PrecisionError, DatasetError.invalidOption: .wrongUsage
    case DatasetError.alreadyThere: .failed
    case is DatasetError, is MisclassificationError, is ModelError, is NetworkError, is OnnxError,
      is EveryDifference:
      .badData
    default: .failed
    }
  }
}
