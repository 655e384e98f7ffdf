/// Names of many things, such as files, kept close together.
///
/// A million `String`s of twenty letters take some 64 MB; their bytes alone take 20.
package struct NameList: Sendable, Equatable {
  private var bytes: [UInt8] = []
  /// Where each name ends.
  private var ends: [Int] = []

  package init() {}

  package init(_ names: some Sequence<String>) {
    for name in names { append(name) }
  }

  package mutating func append(_ name: String) {
    bytes += name.utf8
    ends.append(bytes.count)
  }

  /// The chosen names, in the order given.
  package func selecting(_ indices: some Collection<Int>) -> NameList {
    var chosen = NameList()
    for index in indices {
      chosen.bytes += bytes[range(of: index)]
      chosen.ends.append(chosen.bytes.count)
    }
    return chosen
  }

  private func range(of index: Int) -> Range<Int> {
    (index == 0 ? 0 : ends[index - 1])..<ends[index]
  }
}

extension NameList: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { ends.count }
  package subscript(index: Int) -> String {
    String(decoding: bytes[range(of: index)], as: UTF8.self)
  }
}

extension NameList: ExpressibleByArrayLiteral {
  package init(arrayLiteral names: String...) { self.init(names) }
}
