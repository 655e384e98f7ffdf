/// The pictures of a set: where they lie, what they show, and where their objects are.
struct ListedPictures: Sendable, Equatable {
  /// Below the set's directory, with `/` between the names; what results call the pictures.
  private(set) var names = NameList()
  /// The numbers of the classes; none where they are not known.
  private(set) var labels: [Int] = []
  /// The pictures of the objects' masks, likewise below the set's directory, empty where there is
  /// none; nil where no picture has one.
  private(set) var masks: NameList?

  var count: Int { names.count }

  /// - Precondition: labels of all pictures or of none.
  mutating func append(_ name: String, label: Int?, mask: String? = nil) {
    precondition(labels.count == (label == nil ? 0 : names.count))
    if masks == nil, mask != nil {
      masks = NameList(repeatElement("", count: names.count))
    }
    names.append(name)
    if let label { labels.append(label) }
    masks?.append(mask ?? "")
  }

  /// The same pictures with other labels.
  ///
  /// - Parameter numbers: by the labels until now.
  func renumbered(_ numbers: [Int]) -> ListedPictures {
    var renumbered = self
    renumbered.labels = labels.map { numbers[$0] }
    return renumbered
  }

  /// The chosen pictures, in the order given.
  func selecting(_ places: [Int]) -> ListedPictures {
    var chosen = ListedPictures()
    chosen.names = names.selecting(places)
    chosen.labels = labels.isEmpty ? [] : places.map { labels[$0] }
    chosen.masks = masks?.selecting(places)
    return chosen
  }
}
