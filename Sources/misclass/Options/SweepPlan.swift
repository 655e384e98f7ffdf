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

  init(_ arguments: Arguments, classNames: [String]) throws {
    let methods = try arguments.values(
      "methods", .choice(), default: [MethodName.gradient, .gradCAM])
    let targets = try arguments.values(
      "targets", .target(classNames: classNames), default: [.predicted])
    var built: [any ExplanationMethod] = []
    for target in targets {
      let settings = try arguments.methodSettings(target: target)
      for method in methods { built.append(try method.method(settings)) }
    }
    let tops = try arguments.values("tops", .double(in: 0...1), default: [0.02, 0.05, 0.1])
    let boxes = try arguments.values(
      "boxes", .box, default: [BoxShape(height: 1, width: 1), BoxShape(height: 3, width: 3)])
    let fills = try arguments.values(
      "fills", .choice(), default: [Fill.zero, .mean, .blur, .neighbours])
    let selections = try tops.map { try AnchorSelection(fraction: $0) }
    let recipes = boxes.flatMap { box in
      fills.flatMap { fill in
        selections.map {
          SweepGrid.Recipe(selection: $0, placement: BoxPlacement(box), fill: fill)
        }
      }
    }
    grid = SweepGrid(
      methods: built, recipes: recipes,
      controlDraws: try arguments.value("control-draws", .int(in: 0...100), default: 1),
      seed: try arguments.seed())
    names = built.map(\.name)
    leastSure = try arguments.values(
      "least-sure", .double(in: 0...1), default: [1, 0.25, 0.1])
    blockSize = try arguments.value("block", .int(in: 1...1_000_000), default: 1000)
    let model = try arguments.value("model", .string)
    self.settings = SweepDocument.Settings(
      model: model,
      weights: SHA256.hexadecimal(of: try FileReader.bytes(of: Model.weightsFile(model))),
      data: try arguments.dataSource().description, split: try arguments.split().rawValue,
      limit: try arguments.value(ifGiven: "limit", .int(in: 1...Int.max)), methods: names,
      recipes: recipes.map(\.description), controlDraws: grid.controlDraws, block: blockSize,
      seed: grid.seed)
  }
}

extension Arguments {
  /// The values of a repeatable option, or what holds without it.
  func values<Value>(
    _ name: String, _ kind: ValueKind<Value>, default fallback: [Value]
  ) throws -> [Value] {
    let values = try values(name, kind)
    return values.isEmpty ? fallback : values
  }
}
