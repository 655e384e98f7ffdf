import Foundation
import NeuralNetwork

/// A graph computed in Double, layer after layer, in plain loops: what the engine is held against.
struct ReferenceNetwork {
  let graph: Graph
  /// By name, in PyTorch's layout.
  var parameters: [String: [Double]] = [:]
  /// What dropout multiplies with, by node; 1 where none is given.
  var dropoutFactors: [Int: [Double]] = [:]
  /// Mean and unbiased variance of the last pass with batch statistics, by the names of the running
  /// ones.
  private(set) var statistics: [String: [Double]] = [:]

  init(_ graph: Graph, _ parameters: Parameters) {
    self.graph = graph
    for (index, description) in parameters.descriptions.enumerated() {
      self.parameters[description.name] = parameters.tensor(index).map(Double.init)
    }
  }

  /// All values, each images x H x W x C.
  mutating func values(
    of input: [Double], images: Int, batchStatistics: Bool
  ) -> [[Double]] {
    var values: [[Double]] = []
    for (index, node) in graph.nodes.enumerated() {
      let inputs = node.inputs.map { values[$0] }
      let shapes = node.inputs.map { graph.nodes[$0].shape }
      switch node.operation {
      case is Input:
        values.append(input)
      case let convolution as Convolution:
        values.append(convolve(inputs[0], images, shapes[0], node.shape, convolution))
      case let linear as Linear:
        values.append(
          multiply(inputs[0], images, shapes[0], node.shape, linear.weight, linear.bias))
      case let operation as BatchNorm:
        values.append(
          normalize(inputs[0], node.shape.channels, operation, batchStatistics: batchStatistics))
      case let clamp as Clamp:
        values.append(inputs[0].map { min(max($0, Double(clamp.lower)), Double(clamp.upper)) })
      case let pool as MaxPool:
        values.append(
          windows(inputs[0], images, shapes[0], node.shape, pool.window) { taps, _ in
            taps.max() ?? .nan
          })
      case let pool as AveragePool:
        values.append(
          windows(inputs[0], images, shapes[0], node.shape, pool.window) { taps, padded in
            taps.reduce(0, +) / Double(pool.countsPadding ? padded : taps.count)
          })
      case is GlobalAveragePool:
        values.append(mean(inputs[0], images, shapes[0]))
      case is Sum:
        values.append(zip(inputs[0], inputs[1]).map { $0 + $1 })
      case is Concatenation:
        values.append(concatenate(inputs, shapes, images))
      case is Dropout:
        let factors = dropoutFactors[index]
        values.append(inputs[0].enumerated().map { $1 * (factors?[$0] ?? 1) })
      case let operation as ParameterFreeShortcut:
        values.append(
          shortcut(
            inputs[0], images, shapes[0], node.shape, operation.stride, operation.before))
      case let operation as CurveOperation:
        values.append(inputs[0].map { Self.curve(operation.curve, $0) })
      case let operation as Arithmetic:
        values.append(join(operation.kind, inputs, shapes, node.shape, images))
      case let operation as Rearrangement:
        values.append(rearrange(inputs[0], node.shape, operation.order, images))
      case is LogSoftmax:
        values.append(logSoftmax(inputs[0], node.shape.channels))
      case is ChannelScale:
        let (count, channels) = (node.shape.count, node.shape.channels)
        values.append(
          inputs[0].indices.map {
            inputs[0][$0] * inputs[1][$0 / count * channels + $0 % channels]
          })
      default:
        preconditionFailure("no reference for \(node.operation.text)")
      }
    }
    return values
  }

  private func convolve(
    _ x: [Double], _ images: Int, _ from: Shape, _ to: Shape, _ convolution: Convolution
  ) -> [Double] {
    let weights = parameters[convolution.weight] ?? []
    let bias = convolution.bias.flatMap { parameters[$0] }
    let kernel = convolution.kernel
    let inputs = from.channels / convolution.groups
    let outputs = to.channels / convolution.groups
    var y = [Double](repeating: 0, count: images * to.count)
    x.withUnsafeBufferPointer { x in
      weights.withUnsafeBufferPointer { weights in
        for index in y.indices {
          let (pixel, output) = index.quotientAndRemainder(dividingBy: to.channels)
          let column = pixel % to.width
          let row = pixel / to.width % to.height
          let image = pixel / (to.width * to.height)
          let first = output / outputs * inputs
          var sum = bias?[output] ?? 0
          for ky in 0..<kernel.height {
            let iy =
              row * convolution.stride.height + ky * convolution.dilation.height
              - convolution.padding.top
            guard (0..<from.height).contains(iy) else { continue }
            for kx in 0..<kernel.width {
              let ix =
                column * convolution.stride.width + kx * convolution.dilation.width
                - convolution.padding.left
              guard (0..<from.width).contains(ix) else { continue }
              let place = ((image * from.height + iy) * from.width + ix) * from.channels + first
              let tap = (output * inputs * kernel.height + ky) * kernel.width + kx
              for input in 0..<inputs {
                sum += x[place + input] * weights[tap + input * kernel.height * kernel.width]
              }
            }
          }
          y[index] = sum
        }
      }
    }
    return y
  }

  private func multiply(
    _ x: [Double], _ images: Int, _ from: Shape, _ to: Shape, _ weight: String, _ bias: String?
  ) -> [Double] {
    let weights = parameters[weight] ?? []
    let bias = bias.flatMap { parameters[$0] }
    return (0..<images * to.count).map { index in
      let (image, output) = index.quotientAndRemainder(dividingBy: to.count)
      return (0..<from.count).reduce(bias?[output] ?? 0) {
        $0 + x[image * from.count + $1] * weights[output * from.count + $1]
      }
    }
  }

  private mutating func normalize(
    _ x: [Double], _ channels: Int, _ operation: BatchNorm, batchStatistics: Bool
  ) -> [Double] {
    let gamma = parameters[operation.scale] ?? []
    let beta = parameters[operation.shift] ?? []
    var mean = parameters[operation.runningMean] ?? []
    var variance = parameters[operation.runningVariance] ?? []
    if batchStatistics {
      let count = Double(x.count / channels)
      mean = [Double](repeating: 0, count: channels)
      variance = mean
      for index in x.indices { mean[index % channels] += x[index] / count }
      for index in x.indices {
        let distance = x[index] - mean[index % channels]
        variance[index % channels] += distance * distance / count
      }
      statistics[operation.runningMean] = mean
      statistics[operation.runningVariance] = variance.map { $0 * count / (count - 1) }
    }
    let scale = (0..<channels).map {
      gamma[$0] / (variance[$0] + Double(operation.epsilon)).squareRoot()
    }
    return x.indices.map {
      let channel = $0 % channels
      return (x[$0] - mean[channel]) * scale[channel] + beta[channel]
    }
  }

  /// `reduce` of the values inside the image, for every window and channel, and of how many of its
  /// pixels lie inside the padding.
  private func windows(
    _ x: [Double], _ images: Int, _ from: Shape, _ to: Shape, _ pool: PoolWindow,
    _ reduce: (_ taps: [Double], _ padded: Int) -> Double
  ) -> [Double] {
    let (rows, columns) = (0..<from.height, 0..<from.width)
    let padding = pool.padding
    let paddedRows = -padding.top..<from.height + padding.bottom
    let paddedColumns = -padding.left..<from.width + padding.right
    return (0..<images * to.count).map { index in
      let (pixel, channel) = index.quotientAndRemainder(dividingBy: to.channels)
      let column = pixel % to.width
      let row = pixel / to.width % to.height
      let image = pixel / (to.width * to.height)
      var taps: [Double] = []
      var padded = 0
      for ky in 0..<pool.kernel.height {
        for kx in 0..<pool.kernel.width {
          let iy = row * pool.stride.height + ky * pool.dilation.height - padding.top
          let ix = column * pool.stride.width + kx * pool.dilation.width - padding.left
          if paddedRows.contains(iy), paddedColumns.contains(ix) { padded += 1 }
          guard rows.contains(iy), columns.contains(ix) else { continue }
          taps.append(
            x[((image * from.height + iy) * from.width + ix) * from.channels + channel])
        }
      }
      return reduce(taps, padded)
    }
  }

  private func mean(_ x: [Double], _ images: Int, _ from: Shape) -> [Double] {
    let pixels = from.height * from.width
    var y = [Double](repeating: 0, count: images * from.channels)
    for index in x.indices {
      y[index / from.count * from.channels + index % from.channels] += x[index] / Double(pixels)
    }
    return y
  }

  private func concatenate(_ inputs: [[Double]], _ shapes: [Shape], _ images: Int) -> [Double] {
    let pixels = images * shapes[0].height * shapes[0].width
    return (0..<pixels).flatMap { pixel in
      zip(inputs, shapes).flatMap { x, shape in
        x[pixel * shape.channels..<(pixel + 1) * shape.channels]
      }
    }
  }

  private func shortcut(
    _ x: [Double], _ images: Int, _ from: Shape, _ to: Shape, _ stride: Int, _ before: Int
  ) -> [Double] {
    (0..<images * to.count).map { index in
      let (pixel, output) = index.quotientAndRemainder(dividingBy: to.channels)
      let channel = output - before
      guard (0..<from.channels).contains(channel) else { return 0 }
      let column = pixel % to.width * stride
      let row = pixel / to.width % to.height * stride
      let image = pixel / (to.width * to.height)
      return x[((image * from.height + row) * from.width + column) * from.channels + channel]
    }
  }
}
