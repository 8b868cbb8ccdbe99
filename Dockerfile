# docker build -t syncserver . && docker run -p 8080:8080 -v syncserver-data:/data syncserver
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY Directory.Build.props Directory.Packages.props .editorconfig ./
COPY src ./src
RUN dotnet publish src/SyncServer -c Release -o /app && mkdir /data

# No shell, no package manager, and a user who is not root.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
WORKDIR /app
COPY --from=build /app .
COPY --from=build --chown=$APP_UID:$APP_UID /data /data
USER $APP_UID
ENV ConnectionStrings__Documents="Data Source=/data/sync.db"
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["dotnet", "SyncServer.dll"]
