using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using SyncServer.Core.Access;

namespace SyncServer.Identity;

/// <summary>Stores the data protection keys in the documents' database (docs/protocol.md, section 11).</summary>
internal sealed class KeyRepository(IKeyStore keys) : IXmlRepository
{
    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements() => [.. keys.ReadAll().Select(XElement.Parse)];

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName) => keys.Add(friendlyName, element.ToString(SaveOptions.DisableFormatting));
}
