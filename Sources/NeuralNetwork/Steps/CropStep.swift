import Compute
import Images

/// Some rows, columns and channels of an image, copied.
final class CropStep: Step {
  let name: String
  let kind = "crop"
  let output: Int
  var gradientUse: [GradientUse] = []
  private let input: Int
  private let inputShape: Shape
  private let crop: Crop
  private let count: Int

  init(_ fused: FusedNode, _ graph: Graph, _ crop: Crop) {
    let node = graph.nodes[fused.main]
    name = node.name
    input = node.inputs[0]
    output = fused.output
    inputShape = graph.nodes[input].shape
    count = node.shape.count
    self.crop = crop
  }

  var inputs: [Int] { [input] }
  var savedValues: [Int] { [] }

  func forward(_ run: Run) {
    let (x, y) = (run.value(input), run.value(output))
    let step = crop.channels.step
    run.compute.workers.forEach(pieces: run.images) { image, _ in
      forEachPixel(image) { source, target in
        for channel in 0..<crop.channels.count {
          y[target &+ channel] = x[source &+ channel &* step]
        }
      }
    }
  }

  func backward(_ run: Run) {
    guard gradientUse[0] != .none else { return }
    let (dx, dy) = (run.gradient(input), run.gradient(output))
    let step = crop.channels.step
    run.compute.workers.forEach(pieces: run.images) { image, _ in
      if gradientUse[0] == .overwrite {
        (dx + image * inputShape.count).update(repeating: 0, count: inputShape.count)
      }
      forEachPixel(image) { source, target in
        for channel in 0..<crop.channels.count {
          dx[source &+ channel &* step] += dy[target &+ channel]
        }
      }
    }
  }

  /// The first of the chosen channels of each chosen pixel: in the input, and in the output.
  private func forEachPixel(_ image: Int, _ body: (_ source: Int, _ target: Int) -> Void) {
    var target = image * count
    for row in 0..<crop.rows.count {
      let line =
        (image * inputShape.height + crop.rows.start + row * crop.rows.step) * inputShape.width
      for column in 0..<crop.columns.count {
        let pixel = line + crop.columns.start + column * crop.columns.step
        body(pixel * inputShape.channels + crop.channels.start, target)
        target += crop.channels.count
      }
    }
  }
}
