import Datasets
import Explanations
import Images
import Interchange
import Models
import Results
import Training

/// What a sweep tries.
struct SweepPlan {
  let grid: SweepGrid
  /// Of the grid's methods.
  let names: [String]
  let leastSure: [Double]
  let blockSize: Int
  /// All that the results hang on, for telling whether an interrupted sweep is this one.
  let settings: SweepDocument.Settings

  init(_ study: SweepStudy, _ set: ImageSet) throws {
    let built = try study.methods(set.classNames)
    let selections = try study.shares.map { try AnchorSelection(fraction: $0) }
    let boxes =
      study.boxes.isEmpty
      ? [BoxShape(height: 1, width: 1), .usual(for: set.images)] : study.boxes
    let recipes = boxes.flatMap { box in
      study.fills.flatMap { fill in
        selections.map {
          SweepGrid.Recipe(selection: $0, placement: BoxPlacement(box), fill: fill)
        }
      }
    }
    grid = SweepGrid(
      methods: built, recipes: recipes, controlDraws: study.controlDraws, seed: study.seed)
    names = built.map(\.name)
    leastSure = study.leastSure
    blockSize = study.block
    self.settings = SweepDocument.Settings(
      model: study.model.text, weights: try Self.weights(study.model.paths),
      data: try study.data.source().description, split: study.data.split.rawValue,
      limit: study.limit, methods: names, recipes: recipes.map(\.description),
      controlDraws: grid.controlDraws, block: blockSize, seed: grid.seed)
  }

  /// What tells one model, or several, from others.
  private static func weights(_ paths: [String]) throws -> String {
    try paths.map {
      SHA256.hexadecimal(of: try FileReader.bytes(of: Model.weightsFile($0)))
    }.joined(separator: ", ")
  }
}
