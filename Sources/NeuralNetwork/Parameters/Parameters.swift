package import Compute

/// All values of a network in one flat block, each tensor a named slice.
///
/// Learned tensors come first, so optimisers, clipping, averaging and checkpoints work on one
/// stretch; running statistics follow. Slices begin at multiples of 16 floats.
package final class Parameters: Sendable {
  package let descriptions: [ParameterDescription]
  /// First float of each tensor, in the order of `descriptions`.
  package let offsets: [Int]
  /// Floats of the learned part, alignment gaps included.
  package let learnedCount: Int
  package let values: FloatBuffer
  private let indexByName: [String: Int]

  package init(_ graph: Graph) {
    descriptions = graph.parameters
    var offsets = [Int](repeating: 0, count: descriptions.count)
    var end = 0
    func place(_ isLearned: Bool) {
      for (index, description) in graph.parameters.enumerated()
      where description.isLearned == isLearned {
        offsets[index] = end
        end += (description.count + 15) / 16 * 16
      }
    }
    place(true)
    learnedCount = end
    place(false)
    self.offsets = offsets
    values = FloatBuffer(count: end)
    indexByName = Dictionary(
      uniqueKeysWithValues: graph.parameters.enumerated().map { ($1.name, $0) })
  }

  /// First float of the tensor in the block.
  ///
  /// - Precondition: the graph names such a tensor.
  package func offset(of name: String) -> Int { offsets[index(of: name)] }

  /// Values of the tensor.
  ///
  /// - Precondition: the graph names such a tensor.
  package func count(of name: String) -> Int { descriptions[index(of: name)].count }

  /// Whether training leaves the tensor as it began.
  ///
  /// - Precondition: the graph names such a tensor.
  package func isFrozen(_ name: String) -> Bool { descriptions[index(of: name)].isFrozen }

  private func index(of name: String) -> Int {
    guard let index = indexByName[name] else {
      preconditionFailure("no parameter \(name)")
    }
    return index
  }

  /// One tensor's values in PyTorch's layout.
  package func tensor(_ index: Int, in block: FloatBuffer? = nil) -> [Float] {
    let slice = UnsafePointer((block ?? values).pointer + offsets[index])
    return descriptions[index].torchLayout(slice)
  }

  /// Sets one tensor from values in PyTorch's layout.
  ///
  /// - Precondition: as many values as the tensor has.
  package func setTensor(_ index: Int, to tensor: [Float]) {
    precondition(tensor.count == descriptions[index].count)
    descriptions[index].storeTorchLayout(tensor, into: values.pointer + offsets[index])
  }

  /// Sets every tensor from its initialiser; the same values for the same seed everywhere.
  package func initialize(seed: UInt64) {
    for (index, description) in descriptions.enumerated() {
      setTensor(index, to: description.initialValues(seed: seed, index: index))
    }
  }

  /// A name that no tensor here has, and may hold anything: in ASCII, without control characters,
  /// cut where too long.
  private static func shown(_ name: String) -> String {
    let longest = 80
    let cut = name.unicodeScalars.prefix(longest).map { $0.escaped(asASCII: true) }.joined()
    return name.unicodeScalars.count > longest ? cut + "…" : cut
  }

  /// Fills every tensor from `tensors`, by name.
  ///
  /// PyTorch's counters `num_batches_tracked` are passed over.
  ///
  /// - Throws: `NetworkError.tensorMismatch` with every tensor that is missing, extra, of another
  ///   shape, or holds what is no finite number; nothing is changed then.
  package func fill(
    from tensors: [(name: String, shape: [Int], values: [Float])], source: String, network: String
  ) throws(NetworkError) {
    var differences: [String] = []
    var found: [Int: [Float]] = [:]
    for tensor in tensors {
      guard let index = indexByName[tensor.name] else {
        if !tensor.name.hasSuffix("num_batches_tracked") {
          differences.append("extra tensor \(Self.shown(tensor.name)) \(tensor.shape)")
        }
        continue
      }
      let expected = descriptions[index].shape
      found[index] = tensor.values
      if tensor.shape == expected {
        // One such weight is enough to make every score NaN, and every image class 0.
        if let bad = tensor.values.firstIndex(where: { !$0.isFinite }) {
          differences.append(
            "\(tensor.name): expected finite numbers, found \(tensor.values[bad]) at element \(bad)"
          )
        }
      } else {
        differences.append("\(tensor.name): expected shape \(expected), found \(tensor.shape)")
      }
    }
    for (index, description) in descriptions.enumerated() where found[index] == nil {
      differences.append("missing tensor \(description.name) \(description.shape)")
    }
    guard differences.isEmpty else {
      throw .tensorMismatch(source: source, network: network, differences: differences)
    }
    for (index, values) in found { setTensor(index, to: values) }
  }
}
