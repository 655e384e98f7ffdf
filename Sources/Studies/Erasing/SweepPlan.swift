import Datasets
import Explanations
import Interchange
import Models
import Results
import Terminal
import Training

/// What a sweep is asked to try.
struct SweepPlan {
  let grid: SweepGrid
  /// Of the grid's methods.
  let names: [String]
  let leastSure: [Double]
  let blockSize: Int
  /// All that the results hang on, for telling whether an interrupted sweep is this one.
  let settings: SweepDocument.Settings

  init(_ arguments: Arguments<EraseSweepCommand.Options>, classNames: [String]) throws {
    var built: [any ExplanationMethod] = []
    for target in arguments.targets {
      let settings = try arguments.parameters.settings(
        target: .named(target, option: "targets", classNames: classNames))
      for method in arguments.methods { built.append(try method.method(settings)) }
    }
    let selections = try arguments.tops.map { try AnchorSelection(fraction: $0) }
    let recipes = arguments.boxes.flatMap { box in
      arguments.fills.flatMap { fill in
        selections.map {
          SweepGrid.Recipe(selection: $0, placement: BoxPlacement(box), fill: fill)
        }
      }
    }
    grid = SweepGrid(
      methods: built, recipes: recipes, controlDraws: arguments.controlDraws,
      seed: arguments.common.seed)
    names = built.map(\.name)
    leastSure = arguments.leastSure
    blockSize = arguments.block
    self.settings = SweepDocument.Settings(
      model: arguments.model.text, weights: try Self.weights(arguments.model.paths),
      data: try arguments.images.source().description, split: arguments.images.split.rawValue,
      limit: arguments.limit, methods: names, recipes: recipes.map(\.description),
      controlDraws: grid.controlDraws, block: blockSize, seed: grid.seed)
  }

  /// What tells one model, or several, from others.
  private static func weights(_ paths: [String]) throws -> String {
    try paths.map {
      SHA256.hexadecimal(of: try FileReader.bytes(of: Model.weightsFile($0)))
    }.joined(separator: ", ")
  }
}
